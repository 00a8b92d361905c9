f() { :; }; alias al=x
type cd; type if; type f; type :; type al
type nonexistent_x; echo $?
