trap 'false' USR1; true; kill -USR1 $$; echo $?
trap 'return 3' USR2; f() { kill -USR2 $$; echo maybe; }; f > /dev/null; echo done
for i in 1 2 3; do trap 'break' HUP; kill -HUP $$; echo $i; done; echo out
