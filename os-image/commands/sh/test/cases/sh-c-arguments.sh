sh -c 'echo $0 $1 $#' name a b
sh -c 'echo $#'
sh -c 'echo "$@"' x 'a b' c
sh -s a b <<'E'
echo $1 $2 $#
E
echo 'echo piped $1' | sh -s arg
sh -c 'echo one
echo two'
sh -c ''; echo $?
sh -c '# only a comment'; echo $?
sh -ec 'echo $-' | grep -c e
sh /nonexistent_script 2>/dev/null; echo $?
