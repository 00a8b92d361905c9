x='grüße ✓'; echo "$x" "${x#gr}" ${x%✓}
case ✓ in [✓]) echo class;; ?) echo one;; ???) echo three bytes;; esac
for i in é è; do printf '%s\n' "$i"; done
