B=$1; S=/tmp/h/s/sock$$; 
t0=$(date +%s%N); $B --model mnist=/tmp/h/grpc/tests/models/mnist/model.onnx --unix-socket $S >/tmp/h/s/out 2>&1 & P=$!
until [ "$(curl -s -o /dev/null -w '%{http_code}' --unix-socket $S http://x/v2/health/ready)" = 200 ]; do sleep 0.01; done
t1=$(date +%s%N); echo $(( (t1-t0)/1000000 )) ms; kill $P; wait $P 2>/dev/null
