x=val
cat <<E
plain $x ${x}s $(echo cmd) `echo bq` $((1 + 2)) \$x \\ \` "q" 'r' \n
  indented
E
cat <<'E'
literal $x $(echo) `x` \$ \\
E
cat <<\E
also $x
E
cat <<"E F"
spaced $x
E F
cat << E
with blank before $x
E
cat <<E
E
echo done
