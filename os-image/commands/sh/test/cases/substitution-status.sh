x=$(false); echo $?
x=$(exit 5); echo $?
echo $(exit 6); echo $?
x=1 y=$(exit 3) z=2; echo $? $x $z
f() { return 4; }; x=$(f); echo $?
$(true); echo $?
$(false); echo $?
$(echo echo) hi
