f() { return; }; true; f; echo $?; false; f; echo $?
g() { for i in 1 2 3; do if [ $i = 2 ]; then return $i; fi; echo $i; done; }; g; echo $?
h() { while :; do while :; do return 9; done; done; }; h; echo $?
k() { (return 3); echo $?; return 4; echo no; }; k; echo $?
l() { g; return; }; l; echo $?
