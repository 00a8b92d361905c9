x=1; sh -c 'echo "[$x]"'
export x; sh -c 'echo "[$x]"'
export y=2 z="a  b"; sh -c 'echo "[$y$z]"'
w=3 sh -c 'echo "[$w]"'; echo "[$w]"
unset x; sh -c 'echo "[$x]"'
export -p | grep '^export z'
