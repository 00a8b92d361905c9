set -- main args
f() { echo $1 $#; shift; echo $1 $#; set -- new; echo $1 $#; }
f a b c
echo $1 $#
g() { f "$@"; echo $1; }; g p q
echo $0 > /dev/null; f() { echo ${1-none}; }; f; f ""
