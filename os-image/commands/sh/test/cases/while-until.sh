i=0
while [ $i -lt 3 ]; do echo $i; i=$((i + 1)); done
until [ $i -eq 0 ]; do i=$((i - 1)); echo $i; done
while false; do echo never; done; echo $?
i=0; while :; do i=$((i + 1)); if [ $i -gt 2 ]; then break; fi; done; echo $i
while [ $i -lt 6 ]; do i=$((i + 1)); (exit $i); done; echo $?
