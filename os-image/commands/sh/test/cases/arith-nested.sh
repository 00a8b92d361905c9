x=3
echo $(( $(echo 4) + x )) $(( ${x}0 + 1 )) $(( `echo 2` * 2 )) $(( $(( 1 + 1 )) * 3 ))
echo "$((x * 2))" "a$((1))b" $((
 1 +
 2 ))
repetition=3
echo $((1 << ($repetition)))
echo $(( (1 + 2) * (3 + 4) ))
