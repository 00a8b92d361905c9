mkdir -p a/b; top=$PWD
cd a; echo ${PWD#$top} ${OLDPWD#$top}.
cd b; cd ..; echo ${PWD#$top}
cd - > /dev/null; echo ${PWD#$top}
cd "$top"; cd a/./b/../b//; echo ${PWD#$top}
cd /; pwd; cd ///; cd "$top"
cd nonexistent 2>/dev/null; echo $? ${PWD#$top}.
HOME=$top/a; cd; echo ${PWD#$top}
ln -s a "$top/link"; cd "$top/link/b"; echo ${PWD#$top}; cd ..; echo ${PWD#$top}
(cd -P "$top/link"; p=$PWD; echo ${p#$top})
pwd | grep -c link
