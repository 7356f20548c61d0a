import {request} from 'node:http';
const [addr, secs] = process.argv.slice(2);
const u=new URL(addr); const cookie=`lab-console-${u.port}=${u.searchParams.get('token')}`;
const r=request({host:'127.0.0.1',port:u.port,path:'/api/events',headers:{host:u.host,cookie}},res=>{let b='';res.setEncoding('utf8').on('data',t=>{b+=t;let i;while((i=b.indexOf('\n\n'))>=0){const ev=b.slice(0,i);b=b.slice(i+2);console.log(Date.now()%100000, ev.length, ev.slice(0,Number(process.argv[4]??400)));}})});r.end();
setTimeout(()=>process.exit(),secs*1000);
