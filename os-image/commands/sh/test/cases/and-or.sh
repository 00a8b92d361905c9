true && echo 1
false && echo 2
true || echo 3
false || echo 4
true && false || echo 5
false || true && echo 6
false && true || false || echo 7
true && ! false && echo 8
! true || echo 9
{ false || exit 3; } 2>/dev/null
