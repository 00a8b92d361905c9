echo 'echo "script $1 $#"; exit 3' > s; chmod +x s
./s a b; echo $?
PATH=.:$PATH; s; x=$(s q); echo "$x"
