(exec echo replaced; echo no)
sh -c 'exec true; echo no'; echo $?
(exec nonexistent_cmd_x) 2>/dev/null; echo $?
exec > out; echo to file; exec >&2; cat out >&2
(exec 2>/dev/null; echo err >&2; echo ok > ok); cat ok
exec 3>out; echo x >&3; exec 3>&-; cat out
sh -c 'exec 4<out; read x <&4; echo "$x"' > r; cat r
