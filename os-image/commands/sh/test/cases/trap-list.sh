trap 'echo a' USR1; trap "echo 'q' x" TERM; trap
trap - USR1 TERM; trap; echo none
trap 'x' 2; trap; trap 2; trap; echo end
