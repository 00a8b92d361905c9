for i in 1 2 3 4 5; do
	if [ $i = 2 ]; then continue; fi
	if [ $i = 4 ]; then break; fi
	echo $i
done
for i in 1 2; do for j in a b c; do if [ $j = b ]; then continue 2; fi; echo $i$j; done; done
for i in 1 2; do for j in a b c; do if [ $j = b ]; then break 2; fi; echo $i$j; done; done
while true; do while true; do break 9; done; done; echo out
for i in 1 2; do break; done; echo $?
i=0; until [ $i = 3 ]; do i=$((i + 1)); continue; echo no; done; echo $i
