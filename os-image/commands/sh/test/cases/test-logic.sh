t() { "$@"; echo $?; }
t [ a -a b ]; t [ a -a "" ]; t [ "" -o b ]; t [ "" -o "" ]; t [ ! a -o b ]; t [ ! a = b ]
t [ a = a -a b = b ]; t [ a = b -o b = b ]; t [ \( a = a \) ]; t [ ! \( a = a \) ]
t [ 1 -eq 1 -a 2 -eq 2 -a 3 -eq 4 ]; t [ a = a -o b = c -a c = d ]
t [ \( a = b -o c = c \) -a d = d ]; t [ ! -z a ]; t [ ! -z "" -o x ]
