exec 2>&1
set -x
echo a "b c"
x=1
for i in p q; do echo $i; done
set +x
PS4='> '; set -x; : done
