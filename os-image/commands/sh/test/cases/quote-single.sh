echo 'a b' 'c"d' 'e\f' '$HOME' '`x`'
echo 'it'\''s'
echo ''x''y''
