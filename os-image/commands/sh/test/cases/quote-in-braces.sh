echo "${u-a'b}" "${u-}}" "${u:-\}x}" ${u:-\}y} "${u-"}"}"
echo "${u-$(echo 'x  y')}" ${u-$(echo 'x  y')}
