set -a; v=1; sh -c 'echo $v'
set +a; w=2; sh -c 'echo [$w]'
