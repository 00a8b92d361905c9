f=dir/sub/file.tar.gz
echo ${f#dir/} ${f#*/} ${f##*/} ${f#*.} ${f##*.} ${f#nomatch} ${f##*}.
x=aXbXc
echo ${x#*X} ${x##*X} ${x%X*} ${x%%X*} "${x#"a"}" "${x#'aX'}"
y='*star'
echo ${y#\*} "${y#\*}" ${y#'*'} ${y#?}
