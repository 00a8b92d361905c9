echo $(echo a) `echo b` $(echo $(echo $(echo c)))
x=$(printf 'a\n\n\n'); echo "[$x]"
x=$(printf '\n\na'); echo "[$x]"
echo $(echo 'a)b' "c)d") $(case x in x) echo in case;; esac)
echo $(# comment with )
echo after comment)
echo `echo \`echo nested\`` `echo '\$x' "\$HOME" | cat > /dev/null; echo ok`
