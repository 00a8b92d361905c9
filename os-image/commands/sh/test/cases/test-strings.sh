t() { "$@"; echo $?; }
t [ a = a ]; t [ a = b ]; t [ a != b ]; t [ -n a ]; t [ -n "" ]; t [ -z "" ]; t [ -z a ]
t [ a ]; t [ "" ]; t [ ]; t test; t test x; t [ -n ]; t [ ! ]; t [ ! x ]; t [ ! "" ]
t [ "a b" = "a b" ]; t [ = = = ]; t [ ! = ! ]; t [ "(" = "(" ]; t [ -z = -z ]; t [ a \< b ]; t [ b \> a ]
