# Sets the policy of the extension Hookswitch in Google Chrome. Run it as an administrator.
$ErrorActionPreference = 'Stop'
$key = 'HKLM:\Software\Policies\Google\Chrome\3rdparty\extensions\ajngdafbfkpodifbplplabfjaaecjbfj\policy'
if (Test-Path $key) { Remove-Item -Path $key -Recurse }
New-Item -Path $key -Force | Out-Null
New-ItemProperty -Path $key -Name 'SignInUrl' -PropertyType String -Value 'https://sign-in.example.com/sign-in' -Force | Out-Null
New-ItemProperty -Path $key -Name 'UserIdFromProfileEmail' -PropertyType DWord -Value 0 -Force | Out-Null
New-ItemProperty -Path $key -Name 'AllowKeepSignedIn' -PropertyType DWord -Value 1 -Force | Out-Null
New-Item -Path "$key\LockedSettings" -Force | Out-Null
New-ItemProperty -Path $key -Name 'IncludeBoth' -PropertyType DWord -Value 0 -Force | Out-Null
New-ItemProperty -Path $key -Name 'LastSeenLimitMinutes' -PropertyType DWord -Value 10 -Force | Out-Null
New-ItemProperty -Path $key -Name 'FastestSeconds' -PropertyType DWord -Value 30 -Force | Out-Null
New-ItemProperty -Path $key -Name 'SlowestMinutes' -PropertyType DWord -Value 10 -Force | Out-Null
New-ItemProperty -Path $key -Name 'Country' -PropertyType String -Value '' -Force | Out-Null
New-ItemProperty -Path $key -Name 'SoftphonePage' -PropertyType String -Value '' -Force | Out-Null
New-ItemProperty -Path $key -Name 'ProbesPage' -PropertyType DWord -Value 0 -Force | Out-Null
New-ItemProperty -Path $key -Name 'RingsWhileLocked' -PropertyType DWord -Value 0 -Force | Out-Null
New-ItemProperty -Path $key -Name 'RingsWhenDropped' -PropertyType DWord -Value 0 -Force | Out-Null
New-ItemProperty -Path $key -Name 'DroppedReads' -PropertyType DWord -Value 2 -Force | Out-Null
New-ItemProperty -Path $key -Name 'WellMinutes' -PropertyType DWord -Value 5 -Force | Out-Null
New-ItemProperty -Path $key -Name 'WorkingHours' -PropertyType DWord -Value 0 -Force | Out-Null
New-ItemProperty -Path $key -Name 'WorkingDays' -PropertyType String -Value '12345' -Force | Out-Null
New-ItemProperty -Path $key -Name 'WorkingFrom' -PropertyType String -Value '09:00' -Force | Out-Null
New-ItemProperty -Path $key -Name 'WorkingUntil' -PropertyType String -Value '18:00' -Force | Out-Null
New-ItemProperty -Path $key -Name 'OutsideHours' -PropertyType String -Value 'phone' -Force | Out-Null
New-ItemProperty -Path $key -Name 'TellsUnreached' -PropertyType DWord -Value 1 -Force | Out-Null
New-ItemProperty -Path $key -Name 'TellsMuted' -PropertyType DWord -Value 1 -Force | Out-Null
New-ItemProperty -Path $key -Name 'TellsRefused' -PropertyType DWord -Value 1 -Force | Out-Null
New-ItemProperty -Path $key -Name 'TellsTokenEnd' -PropertyType DWord -Value 1 -Force | Out-Null
New-ItemProperty -Path $key -Name 'TellsFailedSwitch' -PropertyType DWord -Value 1 -Force | Out-Null
New-ItemProperty -Path $key -Name 'TellsRuleSwitch' -PropertyType DWord -Value 1 -Force | Out-Null
New-ItemProperty -Path $key -Name 'PlaysSound' -PropertyType DWord -Value 0 -Force | Out-Null
New-ItemProperty -Path $key -Name 'QuietHours' -PropertyType DWord -Value 0 -Force | Out-Null
New-ItemProperty -Path $key -Name 'QuietFrom' -PropertyType String -Value '20:00' -Force | Out-Null
New-ItemProperty -Path $key -Name 'QuietUntil' -PropertyType String -Value '08:00' -Force | Out-Null
New-ItemProperty -Path $key -Name 'KeepsHistory' -PropertyType DWord -Value 1 -Force | Out-Null
