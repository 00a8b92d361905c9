f() {
	for x in "$@"; do
		case $x in
		[0-9]*)
			i=$x
			while [ $i -gt 0 ]; do
				if [ $((i % 2)) -eq 0 ]; then
					printf '%s ' "$(echo $i | { read n; echo $((n * n)); })"
				else
					{ echo "odd:$i" | cat; } 2>&1
				fi
				i=$((i - 1))
			done
			echo
			;;
		*) (exit 3) || echo "word $x: $?" ;;
		esac
	done
}
f 4 abc 2 "d e"
