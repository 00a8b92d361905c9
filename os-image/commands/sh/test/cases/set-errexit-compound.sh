(set -e; for i in 1 2; do false; echo no; done; echo no); echo $?
(set -e; case x in x) false;; esac; echo no); echo $?
(set -e; while true; do false; done; echo no); echo $?
(set -e; until false; do break; done; echo brk)
(set -e; eval false; echo no); echo $?
(set -e; eval 'false || true'; echo ev)
(set -e; (false) || echo caught; echo go)
(set -e; (set +e; false; echo inner); echo outer)
(set -e; trap 'echo trapped $?' EXIT; false; echo no); echo $?
