echo 'echo in; x=5; return 3; echo no' > lib
. ./lib; echo $? $x
echo 'echo args $# $1' > lib2; set -- a b; . ./lib2
echo 'f() { echo lib f; }' > lib3; . ./lib3; f
g() { . ./lib; echo after $?; }; g
(. ./nonexistent; echo no) 2>/dev/null; echo $?
mkdir bin; echo 'echo by path' > bin/lib4; PATH=$PWD/bin:$PATH; . lib4
echo 'false' > lib5; . ./lib5; echo $?
: > lib6; false; . ./lib6; echo $?
