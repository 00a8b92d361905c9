exec 2>&1
nope_one


nope_two
f() {
	nope_three
}
f
if true; then
	nope_four
fi
