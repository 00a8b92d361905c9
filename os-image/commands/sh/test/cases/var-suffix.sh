f=dir/sub/file.tar.gz
echo ${f%.gz} ${f%.*} ${f%%.*} ${f%/*} ${f%%/*} ${f%nomatch} ${f%%*}.
echo "${f%"*"}" ${f%.???.gz} ${f%[.]gz}
p='.*'
echo ${f%$p} ${f%"$p"}
