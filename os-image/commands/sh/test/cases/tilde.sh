HOME=/home/me
echo ~ ~/x ~/"y" "~" '~' \~ a~ ~x~y
x=~; y=~/z:~/w; echo $x $y
z=a:~; echo $z
echo ${u:-~} "${u:-~}"
case ~ in /home/me) echo yes;; esac
