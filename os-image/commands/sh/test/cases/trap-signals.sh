trap 'echo usr1' USR1; kill -USR1 $$; echo after
trap 'echo term; x=1' TERM; kill $$; echo x=$x
trap '' INT; kill -INT $$; echo ignored
trap - INT
trap 'echo one' HUP; trap 'echo two' HUP; kill -HUP $$
sh -c 'kill -TERM $$; echo no' 2>/dev/null; echo $?
sh -c 'trap "" TERM; kill -TERM $$; echo survived'
