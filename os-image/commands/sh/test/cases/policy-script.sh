service() { echo "service $*"; }
sleep() { echo "sleep $*"; }
component=eth.rtl8139 reason=2 repetition=3 DYNAMIC_UPDATE=6
if [ ! $reason -eq $DYNAMIC_UPDATE ]; then
     sleep $((1 << ($repetition)))
fi
service restart $component
reason=6
if [ ! $reason -eq $DYNAMIC_UPDATE ]; then
     sleep $((1 << ($repetition)))
fi
service restart $component
