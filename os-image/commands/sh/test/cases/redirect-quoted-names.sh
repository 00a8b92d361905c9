f='my file'
echo a > "$f"; cat "my file"; echo b >> $f; cat 'my file'
echo c > ./*file; cat ./*file; ls
