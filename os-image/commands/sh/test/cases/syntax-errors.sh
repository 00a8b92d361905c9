for s in 'if' 'if true' 'if true; then' 'fi' 'for' 'for 1 in a; do :; done' 'while true' 'case x' \
	'case x in a' '(' ')' '{' '}' '|' 'a |' 'a &&' '&& a' ';' ';;' 'a ;; b' 'echo "x' "echo 'x" \
	'echo `x' 'echo $(x' 'echo ${x' 'echo $((1' 'a > ' 'a < | b' 'f(' 'f() ' 'done' 'then' 'do' 'esac' \
	'if true; then fi' 'while do done' 'a=(b)' '! !' '& a' 'if true; then echo x; else fi' 'f() }' '<'; do
	sh -c "$s" 2>/dev/null </dev/null; echo "$s: $?"
done
