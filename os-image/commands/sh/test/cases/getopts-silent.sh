OPTIND=1
set -- -a -x -b
while getopts :ab: o; do echo "$o [$OPTARG] $OPTIND"; done
echo end $o $OPTIND
OPTIND=1; getopts xy v -y; echo $v $OPTIND
