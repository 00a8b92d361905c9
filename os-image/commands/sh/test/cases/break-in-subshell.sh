for i in 1 2; do (break; echo in) ; echo $i; done
for i in 1 2; do { break; }; done; echo $i
while true; do (exit 1) || break; done; echo out
