t() { "$@"; echo $?; }
t [ 1 -eq 1 ]; t [ 1 -eq 2 ]; t [ 1 -ne 2 ]; t [ 1 -lt 2 ]; t [ 2 -le 2 ]; t [ 3 -gt 2 ]; t [ 2 -ge 3 ]
t [ -5 -lt 3 ]; t [ 010 -eq 10 ]; t [ " 7 " -eq 7 ]; t [ +3 -eq 3 ]
[ 1x -eq 1 ] 2>/dev/null; echo $?
[ "" -eq 0 ] 2>/dev/null; echo $?
