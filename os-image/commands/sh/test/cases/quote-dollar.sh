echo $ a$ "$" "a$ b" $% "$%" \$
echo "$ $" '$'
