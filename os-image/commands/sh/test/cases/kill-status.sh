sleep 9 & kill $!; wait $! 2>/dev/null; echo $?
sleep 9 & kill -KILL $!; wait $! 2>/dev/null; echo $?
sleep 9 & kill -s HUP $!; wait $! 2>/dev/null; echo $?
kill -l 9; kill -l 143
kill -0 $$; echo $?
kill 2>/dev/null; echo $?
sh -c 'kill -9 $$' 2>/dev/null; echo $?
