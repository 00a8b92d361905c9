f() {
	OPTIND=1
	while getopts ab:c o; do
		case $o in
		a) echo a ;;
		b) echo "b=$OPTARG" ;;
		c) echo c ;;
		\?) echo bad ;;
		esac
	done
	shift $((OPTIND - 1))
	echo "rest: $*"
}
f -a -b x y z
f -abx -c -- -a
f -cab x
f -b 2>/dev/null
f -q 2>/dev/null
f plain -a
f - x
f
