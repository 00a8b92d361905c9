times > /dev/null; echo $?
hash -r; echo $?
hash cat; echo $?
