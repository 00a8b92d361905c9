echo 'echo $0 $# "$@"' > s
sh s a 'b c'
sh ./s
sh -e s x
