cat <<E
line \
continued
a\\
b
E
cat <<E
$(cat <<F
inner
F
)
E
x=$(cat <<E
in sub )
E
); echo "$x"
cat <<'E'
a\
b
E
cat <<E
${u:-default "q"} ${u:-'s'} "$(echo "x y")"
E
cat <<E; echo after
tail
E
