for w in apple banana cherry "" "a b" '*' xyz; do
	case $w in
	a*e) echo "$w: 1" ;;
	b* | c*) echo "$w: 2" ;;
	"") echo "empty: 3" ;;
	*\ *) echo "$w: 4" ;;
	'*') echo "star: 5" ;;
	(x[x-z]?) echo "$w: 6" ;;
	*) echo "$w: other" ;;
	esac
done
case a in b) ;; esac; echo $?
case a in a) (exit 4) ;; esac; echo $?
case a in a) ;; esac; echo $?
case in in in) echo in;; esac
case x in
esac
