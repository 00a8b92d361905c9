s=; for i in 1 2 3; do s="$s$i,"; done; echo "${s%,}"
s=abc; while [ -n "$s" ]; do rest=${s#?}; printf '%s.' "${s%"$rest"}"; s=$rest; done; echo
path=/usr/local/bin:/bin; IFS=:; for p in $path; do echo "$p"; done; unset IFS
rev=; w=hello; while [ "$w" ]; do rev=${w%"${w#?}"}$rev; w=${w#?}; done; echo $rev
