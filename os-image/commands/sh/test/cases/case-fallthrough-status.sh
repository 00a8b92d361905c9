f() { case $1 in 1) return 5;; 2) false;; 3) ;; esac; }
f 1; echo $?; f 2; echo $?; f 3; echo $?; f 4; echo $?
case $(echo x) in $(echo x)) echo expanded;; esac
case a in a | b) echo first;; a) echo second;; esac
