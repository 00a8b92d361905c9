if true; then
	cat <<-E
		stripped
	 one space kept
			all	tabs
	E
	cat <<-'E'
	literal $x
	E
fi
cat <<E
	not stripped
E
