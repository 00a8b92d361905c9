(unset u; echo ${u?}) 2>&1; echo $?
(unset u; echo ${u?my message}) 2>&1; echo $?
(e=; echo ${e:?empty one}) 2>&1; echo $?
(e=; echo [${e?set}]) 2>&1; echo $?
(e=; echo ${e:?}) 2>&1; echo $?
