echo one \
two thr\
ee "fo\
ur" 'fi\
ve'
ec\
ho done
